/**
 * The titles of a header of two lines: a group over its columns, merged cells of which come as empty ones.
 *
 * A column is called "group title", or by its title alone where that is the name that is known: 处理 over 完成时间 is
 * 完成时间, and 创建 over 时间 is 创建时间.
 */
export function joinHeaderRows(
  groups: readonly string[],
  titles: readonly string[],
  isKnown: (title: string) => boolean,
): string[] {
  const width = Math.max(groups.length, titles.length);
  let group = "";
  const columns = Array.from({ length: width }, (_, place) => {
    const own = (groups[place] ?? "").trim();
    const title = (titles[place] ?? "").trim();
    if (own !== "") group = own;
    // A cell merged over both lines.
    if (title === "") {
      const alone = own;
      if (own !== "") group = "";
      return { title: alone, joined: alone };
    }
    return { title, joined: group === "" || group === title ? title : `${group} ${title}` };
  });
  const counts = new Map<string, number>();
  for (const { title } of columns) counts.set(title, (counts.get(title) ?? 0) + 1);
  return columns.map(({ title, joined }) => {
    const shared = (counts.get(title) ?? 0) > 1;
    if (isKnown(joined) || shared) return joined;
    return isKnown(title) ? title : joined;
  });
}
