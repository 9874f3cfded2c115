import { openVersion, type Version } from "../../dashboard/server/version.ts";
import type { Folders } from "../folders.ts";
import { Problem } from "../problem.ts";
import { currentVersion, versionFolder } from "../versions.ts";

/** Opens the served version for one command; a running server is not disturbed. */
export async function withVersion<T>(folders: Folders, work: (version: Version) => Promise<T>): Promise<T> {
  const number = await currentVersion(folders.data);
  if (number === null) {
    throw new Problem({
      code: "nothing_published",
      zh: `${folders.data} 里还没有发布过数据，请先 heng load。`,
      en: `Nothing is published in ${folders.data} yet; load a file first.`,
    });
  }
  const version = await openVersion(versionFolder(folders.data, number), { connections: 1 });
  try {
    return await work(version);
  } finally {
    await version.close();
  }
}
