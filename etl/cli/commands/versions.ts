import { parseCommand, printJson, printTable, type Command } from "../command.ts";
import { currentVersion, listVersions, readVersionInfo } from "../../versions.ts";
import { foldersOf } from "../project.ts";

export const command: Command = async (args) => {
  const { values } = parseCommand(args, {});
  const { data } = foldersOf(values.data);
  const current = await currentVersion(data);
  const versions = await Promise.all(
    (await listVersions(data)).reverse().map(async (number) => {
      const { version, publishedAt, loads } = await readVersionInfo(data, number);
      return { version, publishedAt, loads };
    }),
  );
  if (values.json) printJson({ current, versions });
  else {
    printTable(
      ["版本 version", "发布 published", "载入数 loads", ""],
      versions.map(({ version, publishedAt, loads }) => [
        String(version),
        publishedAt,
        String(loads),
        version === current ? "← 在用 serving" : "",
      ]),
    );
  }
  return 0;
};
