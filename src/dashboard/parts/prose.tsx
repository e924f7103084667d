/** A sentence of ours, with what stands in backticks as code. */
export function Prose({ text }: { readonly text: string }) {
  return <bdi>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</bdi>
}
