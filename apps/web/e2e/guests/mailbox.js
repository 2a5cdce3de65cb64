// An extension whose jobs show everything that a page of jobs can: progress, warnings, children, failures, waiting.

const { call } = grantry

/** Waits until a file is there, by asking for it again and again; null, or what interrupted it. */
async function untilThere(path) {
  const { job } = grantry
  for (;;) {
    const interrupt = await job.checkInterrupt()
    if (interrupt !== null) return interrupt
    try {
      await call('query:entries.get.v1', { path })
      return null
    } catch (error) {
      if (error.code !== 'entry_not_found') throw error
    }
  }
}

/** Reads messages one by one. In the middle it waits for the file `until`, when one is named. */
export async function scan({ params: { folder, messages = 20, until } }) {
  const { job } = grantry
  let { read } = JSON.parse(job.loadText() ?? '{"read":0}')
  const save = () => job.checkpoint(JSON.stringify({ read }))
  while (read < messages) {
    if (until !== undefined && read === messages / 2 && (await untilThere(until)) !== null)
      return (await save()) ? 1 : 2
    read += 1
    job.log(`read ${folder}/${read}.eml`)
    job.items(1)
    job.bytes(2048)
    if (read % 7 === 0) job.warn(`${folder}/${read}.eml: the attachment is cut off, the text before it was kept`)
    if (read % 15 === 0) job.error(`${folder}/${read}.eml: not a message, it has no header`)
    await job.progress(read / messages, `Read ${read} of ${messages} messages`)
    if (read % 5 === 0 && !(await save())) return 2
    if ((await job.checkInterrupt()) !== null) return (await save()) ? 1 : 2
  }
}

/** Has several folders scanned at once, and waits for the file `until`. */
export async function scan_all({ params: { folders, until } }) {
  const { job } = grantry
  for (const folder of folders) await job.spawn('mailbox:scan', { folder, messages: 10 })
  await job.progress(0.5, `Waits for ${folders.length} folders`)
  return (await untilThere(until)) === null ? 0 : 1
}

export const fail = () => ({ exit: 2, message: 'The mailbox is locked by another program.' })

export const count = () => ({ messages: 20 })
