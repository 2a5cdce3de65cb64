/**
 * Answers of the server that came with the page, by address: what its first paint would ask for. Each is taken once;
 * whoever asks again asks the server.
 */
let brought: Map<RequestInfo | URL, unknown> | null = null

function readBrought(): Map<RequestInfo | URL, unknown> {
  const text = document.getElementById('answers')?.textContent
  return new Map(Object.entries(text ? (JSON.parse(text) as Record<string, unknown>) : {}))
}

export const fetchUnlessBrought: typeof fetch = (input, init) => {
  brought ??= readBrought()
  const answer = typeof input === 'string' && init?.method === 'GET' ? brought.get(input) : undefined
  if (answer === undefined) return fetch(input, init)
  brought.delete(input)
  return Promise.resolve(Response.json(answer))
}
