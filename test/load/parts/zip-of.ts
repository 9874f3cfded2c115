import { crc32, deflateRawSync } from "node:zlib";

type ZipMember = {
  name: Uint8Array;
  data: Uint8Array;
  /** Says that the name is UTF-8. */
  utf8?: boolean;
  /** The name once more in Info-ZIP's field. */
  unicodePath?: string;
  encrypted?: boolean;
  method?: number;
  /** Claims another checksum, another size. */
  crc?: number;
  size?: number;
};

/** A ZIP written byte by byte, so that it can be what no sound archiver writes. */
export function zipOf(members: readonly ZipMember[]): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, utf8 = false, unicodePath, encrypted = false, method = 8, crc, size } of members) {
    const packed = method === 0 ? Buffer.from(data) : deflateRawSync(data);
    const extra = unicodePath === undefined ? Buffer.alloc(0) : unicodeField(name, unicodePath);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE((utf8 ? 0x800 : 0) | (encrypted ? 1 : 0), 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc ?? crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    common.writeUInt16LE(extra.length, 24);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), common, name, extra, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), common, rest, name, extra]));
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}

function unicodeField(name: Uint8Array, path: string): Buffer {
  const text = Buffer.from(path);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + text.length, 2);
  field[4] = 1;
  field.writeUInt32LE(crc32(name), 5);
  return Buffer.concat([field, text]);
}
