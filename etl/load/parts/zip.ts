import { pipeline } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { Problem } from "../../problem.ts";
import { MOST_ENTRIES, type Expansion } from "./limits.ts";
import { entryName } from "./zip-name.ts";

const STORED = 0;
const DEFLATED = 8;

/** Bytes unfolded at a time: what one turn of the event loop has to work on. */
const CHUNK = 256 * 1024;

export type Member = { name: string; entry: Entry };

/** A ZIP whose directory has been read. */
export type Zip = {
  members: Member[];
  /**
   * The bytes of a member, checked against its size and checksum when they end.
   *
   * @throws Problem `encrypted`, `damaged_zip`, `unsupported_compression`, `too_large_unpacked`
   */
  read(member: Member, expansion: Expansion): AsyncGenerator<Buffer>;
  close(): void;
};

/** @throws Problem `damaged_zip`, `too_many_members` */
export async function openZip(path: string): Promise<Zip> {
  let file: ZipFile;
  try {
    file = await openPromise(path, { autoClose: false, decodeStrings: false });
  } catch (cause) {
    throw damagedZip(cause);
  }
  try {
    if (file.entryCount > MOST_ENTRIES) throw tooManyMembers(file.entryCount, MOST_ENTRIES);
    const members: Member[] = [];
    for await (const entry of file.eachEntry()) members.push({ name: entryName(entry), entry });
    return { members, read: (member, expansion) => read(file, member, expansion), close: () => file.close() };
  } catch (error) {
    file.close();
    throw error instanceof Problem ? error : damagedZip(error);
  }
}

async function* read(file: ZipFile, { name, entry }: Member, expansion: Expansion): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) throw encryptedZip();
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) throw unknownMethod(name);
  let sum = 0;
  let size = 0;
  try {
    const raw = await file.openReadStreamPromise(entry, { decodeFileData: false });
    const bytes =
      entry.compressionMethod === STORED ? raw : pipeline(raw, createInflateRaw({ chunkSize: CHUNK }), () => undefined);
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      size += chunk.length;
      expansion.add(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof Problem || isSystemError(error) ? error : damagedZip(error, name);
  }
  if (size !== entry.uncompressedSize || sum !== entry.crc32) throw damagedZip(null, name);
}

/** The disk's errors are not the archive's. */
function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === "string";
}

export function tooManyMembers(count: number, most: number): Problem {
  return new Problem({
    code: "too_many_members",
    zh: `压缩包里有 ${count} 个文件，超过上限 ${most} 个；请分成几个压缩包`,
    en: `The archive holds ${count} files, more than the ${most} taken; split it`,
  });
}

function encryptedZip(): Problem {
  return new Problem({
    code: "encrypted",
    zh: "压缩包设了密码，打不开；请先用密码解压，再载入其中的文件",
    en: "The archive is protected by a password; unpack it with the password and load what is in it",
  });
}

function unknownMethod(name: string): Problem {
  return new Problem({
    code: "unsupported_compression",
    zh: `“${name}”用了少见的压缩方法，打不开；请先解压，再载入其中的文件，或重新压缩为普通 ZIP`,
    en: `"${name}" is compressed in an uncommon way and cannot be opened; unpack the archive and load what is in it, or make it an ordinary ZIP`,
  });
}

function damagedZip(cause: unknown, name?: string): Problem {
  return new Problem({
    code: "damaged_zip",
    zh: `文件已损坏或没有传完整${name === undefined ? "" : `（“${name}”与校验和不符）`}；请重新导出或下载后再载入`,
    en: `The file is damaged or incomplete${name === undefined ? "" : ` ("${name}" does not match its checksum)`}; export or download it again`,
    cause,
  });
}
