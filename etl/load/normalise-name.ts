/** The form in which headers and enum words are compared: full-width forms, spaces, BOM and case make no difference. */
export function normaliseName(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\s\uFEFF\u200B]+/gu, "")
    .toLowerCase();
}
