import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Stripe } from 'stripe'
import { onTestFinished } from 'vitest'

export const SECRET = 'whsec_of_a_test'

/**
 * An endpoint as an application has one: it checks the signature on the raw body, and answers what it is told to.
 *
 * @param statusOf - the answer to each event; 200 unless told otherwise.
 */
export async function startReceiver(statusOf: (event: Stripe.Event) => number = () => 200) {
  const events: Stripe.Event[] = []
  const stripe = new Stripe('sk_test_unused')
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const event = stripe.webhooks.constructEvent(body, String(request.headers['stripe-signature']), SECRET)
      events.push(event)
      response.writeHead(statusOf(event)).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, events, types: () => events.map(({ type }) => type) }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
