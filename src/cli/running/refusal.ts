import type { ControlError } from '../../client/connection.ts'
import { texts } from '../language.ts'

/** What a server refuses, with what the command can do about it: who types commands sends no routes. */
export function sayRefusal({ problem }: ControlError): string {
  const { title, detail, hint } = problem as {
    readonly title?: string
    readonly detail?: string
    readonly hint?: string
  }
  const advice = title !== undefined && Object.hasOwn(ADVICE, title) ? ADVICE[title] : hint
  return [detail ?? title, advice].filter(Boolean).join(' ')
}

const { advice } = texts.running

/** By the title of a problem. What is told field by field needs no advice. */
const ADVICE: Readonly<Record<string, string>> = {
  'Invalid request': '',
  'Unknown sandbox': advice.sandbox,
  'Unknown request': advice.request,
  'Unknown fault': advice.fault,
  'Fault exists': advice.faultExists,
  'Sandbox exists': advice.reset,
  'Sandbox needed': advice.reset,
  'Too many sandboxes': advice.drop,
  'No admin token': advice.token,
}
