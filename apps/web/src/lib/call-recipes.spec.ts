import { expect, it } from 'vitest'
import {
  cliRecipe,
  dispatchCode,
  dispatchCommand,
  dispatchRequest,
  httpRecipe,
  sdkRecipe,
  watchCommand,
} from './call-recipes.ts'

const greet = { name: 'query:hello:greet.v1', type: 'query' } as const

it('writes a call as a command', () => {
  expect(cliRecipe({ operation: greet, workspace: 'home', input: { name: 'Ada' } })).toBe(
    `grantry query hello:greet '{"name":"Ada"}' --workspace home`,
  )
})

it('uses the own name of a platform operation', () => {
  const create = { name: 'action:entries.create.input.v1', type: 'action' } as const
  expect(cliRecipe({ operation: create, workspace: 'home', input: {} })).toBe(
    `grantry action entries.create '{}' --workspace home`,
  )
})

it('keeps a quote in the input from ending the argument', () => {
  expect(cliRecipe({ operation: greet, workspace: 'home', input: { name: `O'Neil` } })).toContain(
    `'{"name":"O'\\''Neil"}'`,
  )
})

it('writes a call as a request, without a secret in it', () => {
  expect(httpRecipe({ operation: greet, workspace: 'home', input: undefined }, 'https://store.example.org')).toBe(
    [
      `curl 'https://store.example.org/v1/workspaces/home/operations/query%3Ahello%3Agreet.v1'`,
      `-H "authorization: Bearer $GRANTRY_TOKEN"`,
      `-H 'content-type: application/json'`,
      `-d 'null'`,
    ].join(' \\\n  '),
  )
})

it('writes the start of a job as a command and as a request', () => {
  const recipe = { jobType: 'finance:email_scan', workspace: 'home', params: { folder: '/mail' } }
  expect(dispatchCommand(recipe)).toBe(
    `grantry jobs dispatch finance:email_scan --params '{"folder":"/mail"}' --workspace home`,
  )
  expect(dispatchRequest(recipe, 'https://store.example.org')).toContain(
    `-d '{"jobType":"finance:email_scan","params":{"folder":"/mail"}}'`,
  )
})

it('writes how to follow a job in a terminal', () => {
  expect(watchCommand('home', 'a1')).toBe('grantry jobs watch a1 --workspace home')
})

it('writes a call and the start of a job as code, without a secret in it', () => {
  const call = sdkRecipe({ operation: greet, workspace: 'home', input: { name: 'Ada' } }, 'https://store.example.org')
  expect(call).toBe(
    [
      `import { createClient } from '@grantry/sdk/client'`,
      '',
      `const client = createClient({ baseUrl: 'https://store.example.org', token: process.env.GRANTRY_TOKEN })`,
      `const { output } = await client.operations.call('home', 'query:hello:greet.v1', {`,
      `  "name": "Ada"`,
      `})`,
      '',
    ].join('\n'),
  )
  const recipe = { jobType: 'finance:email_scan', workspace: 'home', params: undefined }
  expect(dispatchCode(recipe, 'https://store.example.org')).toContain(
    `const job = await client.jobs.dispatch('home', { jobType: 'finance:email_scan', params: {} })`,
  )
})
