/** How the command line ends. Numbers and names are stable; scripts rely on them. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'Done' },
  failure: {
    code: 1,
    meaning: 'Something went wrong that is nobody’s input: a fault of the server or of this program',
  },
  usage: { code: 2, meaning: 'The command line cannot be understood, or lacks something it needs' },
  not_signed_in: { code: 3, meaning: 'No token, or one that has expired or was revoked' },
  denied: { code: 4, meaning: 'Signed in, but not allowed to do this' },
  not_found: {
    code: 5,
    meaning: 'No such extension, version, workspace, install, publisher, operation, job, schedule, plan or purchase',
  },
  refused: { code: 6, meaning: 'The input, the extension or the state was refused; the message says why' },
  unavailable: { code: 7, meaning: 'The server cannot be reached or is too busy; trying again later may help' },
  job_failed: { code: 8, meaning: 'The job that was watched has failed; the message says why' },
  job_cancelled: { code: 9, meaning: 'The job that was watched was cancelled' },
  payment_required: { code: 10, meaning: 'It has to be paid for first; the message says how' },
  interrupted: {
    code: 130,
    meaning: 'Ended by Ctrl-C, which leaves a watched job running, or by a question that was answered with no',
  },
} as const satisfies Record<string, { code: number; meaning: string }>

export type ExitName = keyof typeof EXIT_CODES

/** Which exit a failed HTTP answer leads to. Status 0 means that there was no answer. */
export function exitForStatus(status: number): ExitName {
  const exact = EXIT_BY_STATUS[status]
  if (exact !== undefined) return exact
  return status >= 400 && status < 500 ? 'refused' : 'failure'
}

const EXIT_BY_STATUS: Readonly<Record<number, ExitName>> = {
  0: 'unavailable',
  401: 'not_signed_in',
  402: 'payment_required',
  403: 'denied',
  404: 'not_found',
  429: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}
