// Jobs that do what their parameters tell them.

const { call } = grantry
const load = () => JSON.parse(grantry.job.loadText() ?? '{"done":0}')
const save = (state) => grantry.job.checkpoint(JSON.stringify(state))

/** Creates an entry, unless it is there already: then it was done before the job was broken off. */
async function create(path, text) {
  try {
    await call('action:entries.create.input.v1', { path, text })
  } catch (error) {
    if (error.code !== 'entry_exists') throw error
    return 'again'
  }
  return 'new'
}

/** Waits until an entry is there, by asking for it again and again; null, or what interrupted it. */
async function untilThere(path) {
  for (;;) {
    const interrupt = await grantry.job.checkInterrupt()
    if (interrupt !== null) return interrupt
    try {
      await call('query:entries.get.v1', { path })
      return null
    } catch (error) {
      if (error.code !== 'entry_not_found') throw error
    }
  }
}

/** Creates `<folder>/0` … one by one, with a checkpoint every so often. Each item twice done leaves a trace. */
export async function make({ params: { folder, count, every = 10, gate } }) {
  const { job } = grantry
  const state = load()
  while (state.done < count) {
    if (gate !== undefined && state.done === gate.at && (await untilThere(gate.path)) !== null) return 1
    if ((await create(`${folder}/${state.done}`, 'x')) === 'again') job.warn(`${state.done} again`)
    job.items(1)
    job.bytes(2n ** 53n + 1n)
    state.done += 1
    await job.progress(state.done / count, `${state.done} of ${count}`)
    if (state.done % every === 0 && !(await save(state))) return 2
    if ((await job.checkInterrupt()) !== null) return (await save(state)) ? 1 : 2
  }
}

/** Waits for an entry; answers an interrupt with what it is told to. */
export async function hold({ params: { path, message = 'holding' } }) {
  await grantry.job.progress(0.5, message)
  const interrupt = await untilThere(path)
  if (interrupt === null) return 0
  await save({ done: 1 })
  return 1
}

export async function tell({ params: { warnings = 0, errors = 0, lines = 0 } }) {
  const { job } = grantry
  for (let n = 0; n < warnings; n += 1) job.warn(`warning ${n}`)
  for (let n = 0; n < errors; n += 1) job.error(`error ${n}`)
  for (let n = 0; n < lines; n += 1) job.log(`line ${n}`)
  grantry.log('info', 'to the console')
}

/** Leaves an entry for each attempt, and fails as it is told until enough of them are there. */
export async function stumble({ params: { folder, times, how = 'throw' } }) {
  grantry.job.warn('before')
  grantry.job.items(1)
  let attempt = 0
  while ((await create(`${folder}/${attempt}`, 'x')) === 'again') attempt += 1
  if (attempt >= times) return 0
  if (how === 'throw') throw new Error(`attempt ${attempt}`)
  if (how === 'exit') return { exit: 2, message: 'No more' }
  for (;;) {
    // until the fuel is gone
  }
}

/** Spawns a child and says what it was answered. */
async function spawn(type, params) {
  try {
    const child = await grantry.job.spawn(type, params)
    grantry.job.log(JSON.stringify(child))
    return child
  } catch (error) {
    grantry.job.log(JSON.stringify({ code: error.code }))
  }
}

/** Asks for a job again and again until it has ended. */
async function untilEnded({ job_id }) {
  while ((await call('query:jobs.get.v1', { job_id })).endedAt === null)
    if ((await grantry.job.checkInterrupt()) !== null) return
}

export async function parent({ params: { children, path, end } }) {
  const spawned = []
  for (const { type, params } of children) spawned.push(await spawn(type, params))
  if (end === 'with them') for (const child of spawned) await untilEnded(child)
  if (end === 'throw') throw new Error('after its spawns')
  if (path !== undefined && (await untilThere(path)) !== null) return 1
  return 0
}

/** Spawns itself, one generation deeper each time. */
export async function tree({ params }) {
  await spawn(params.type, { type: params.type })
}

/** Makes a host call again and again. */
export async function ask({ params: { method, payload, times = 1 } }) {
  for (let n = 0; n < times; n += 1) {
    try {
      grantry.job.log(JSON.stringify(await call(method, payload)))
    } catch (error) {
      grantry.job.log(error.code)
    }
    if ((await grantry.job.checkInterrupt()) !== null) return 1
  }
}

/** What `ask` does, as an operation. */
export async function query({ method, payload }) {
  try {
    return { reply: await call(method, payload) }
  } catch (error) {
    return { code: error.code, error: error.message }
  }
}

export const version = () => grantry.job.log('1.0.0')
