import { coreCodeOf } from '../../../packages/runtime/fixtures/guests.ts'
import type { PackageParts } from './packages.ts'
import type { Answer, Person } from './person.ts'
import type { TestServer } from './server.ts'
import { anApprovedVersion, anInstall, aPublisher, aWorkspace, freshName } from './stories.ts'

/** Publishing checks code in two processes at a time; more at once only wait. */
const AT_ONCE = 4

/** Many extensions in one workspace, every other one in WebAssembly; each answers `who` with its own id. */
export class Crowd {
  private constructor(
    readonly person: Person,
    readonly workspace: string,
    readonly ids: readonly string[],
  ) {}

  static async gather(server: TestServer, count: number): Promise<Crowd> {
    const [{ person, workspace }, publisher] = await Promise.all([aWorkspace(server), aPublisher(server)])
    const ids = Array.from({ length: count }, (_, index) => freshName(`member-${index}`))
    const coming = [...ids.entries()]
    const lane = async () => {
      for (let next = coming.shift(); next !== undefined; next = coming.shift()) {
        const [index, id] = next
        await anApprovedVersion(server, index % 2 === 0 ? inJavaScript(id) : inWebAssembly(id), publisher)
        await anInstall(server, id, [], { person, workspace })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    return new Crowd(person, workspace, ids)
  }

  /** @throws when somebody does not answer with its own name */
  async ask(id: string): Promise<Answer> {
    const answer = await this.person.call(this.workspace, `${id}:who`, {})
    if (answer.status !== 200 || answer.body.id !== id) throw new Error(`${id}: ${JSON.stringify(answer.body)}`)
    return answer
  }

  askAll(): Promise<Answer[]> {
    return Promise.all(this.ids.map((id) => this.ask(id)))
  }
}

const OPERATIONS = [{ type: 'query', name: 'who', export: 'who' }]

const inJavaScript = (id: string): PackageParts => ({
  code: `const id = ${JSON.stringify(id)}; export const who = () => ({ id })`,
  manifest: { id, operations: OPERATIONS },
})

function inWebAssembly(id: string): PackageParts {
  const reply = JSON.stringify({ id })
  const code = coreCodeOf(`;; with: memory init alloc reply
    (data (i32.const 16) "${reply.replaceAll('"', String.raw`\22`)}")
    (func (export "who") (param i32 i32) (result i32) (call $reply (i32.const 16) (i32.const ${reply.length})))`)
  return { code, manifest: { id, operations: OPERATIONS } }
}
