/** What a handler asked of its call and cannot have; the message goes on from “Operation x cannot answer: ”. */
export class MisusedCall extends Error {
  override readonly name = 'MisusedCall'
}
