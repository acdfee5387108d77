/** Text that is markup already. */
export interface Html {
  readonly trusted: string;
}

type Piece = string | Html | readonly Html[];

/** Returns the template as markup; what is put into it is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { trusted: String.raw({ raw: strings.raw }, ...pieces.map(render)) };
}

/** Returns text that shows as itself in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function render(piece: Piece): string {
  if (typeof piece === "string") return escapeHtml(piece);
  return "trusted" in piece ? piece.trusted : piece.map(({ trusted }) => trusted).join("");
}
