// A guest that makes the host calls it is told to make, and answers with what it was answered.

/** One host call: its reply, or the code and words of its refusal. */
export async function ask({ method, payload }) {
  try {
    return { reply: await grantry.call(method, payload) }
  } catch (error) {
    return { code: error.code, error: error.message }
  }
}

/** Creates `<folder>/0`, `<folder>/1`, … one after the other; ends after some refusals. The code of each, or `ok`. */
export async function create_many({ folder, count }) {
  const outcomes = []
  for (let number = 0; number < count && outcomes.filter((outcome) => outcome !== 'ok').length < 5; number++) {
    const { code } = await ask({
      method: 'action:entries.create.input.v1',
      payload: { path: `${folder}/${number}`, text: 'x' },
    })
    outcomes.push(code ?? 'ok')
  }
  return outcomes
}

/** The host calls one after the other: the answer to each, as `ask` gives it. */
export async function ask_all(calls) {
  const answers = []
  for (const call of calls) answers.push(await ask(call))
  return answers
}
