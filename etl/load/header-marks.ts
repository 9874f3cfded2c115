const FILLED_IN = "必填项?|非必填|选填项?|可选|可不填|不能为空|required|optional|mandatory";

/** Stars, and notes on how a form is to be filled in, at a header's ends: *工单号, 创建时间（必填）, 【必填】电话. */
const MARKS = new RegExp(
  `^(?:\\s*(?:[*★※]|[([【<](?:${FILLED_IN})[)\\]】>]))+|(?:(?:[*★※]|[([【<](?:${FILLED_IN})[)\\]】>])\\s*)+$`,
  "giu",
);

/** A header without what templates add to it for people; itself where nothing else would be left. */
export function withoutMarks(title: string): string {
  const plain = title.normalize("NFKC");
  const bare = plain.replaceAll(MARKS, "").trim();
  return bare === "" || bare === plain.trim() ? title : bare;
}
