import { invalidRequest } from './stripe-fault.ts'

/**
 * Reads an upload as the form that everything else comes as: texts as they are, and of a file its name, type and size.
 *
 * @throws StripeFault when the body is no multipart form.
 */
export async function formOfMultipart(body: Buffer, contentType: string): Promise<string> {
  const fields = new URLSearchParams()
  for (const [name, value] of await partsOf(body, contentType)) {
    if (typeof value === 'string') {
      fields.append(name, value)
      continue
    }
    fields.append(`${name}[name]`, value.name)
    fields.append(`${name}[type]`, value.type)
    fields.append(`${name}[size]`, String(value.size))
  }
  return fields.toString()
}

async function partsOf(body: Buffer, contentType: string) {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw invalidRequest('Invalid request (check that your POST content type is multipart/form-data with a boundary).')
  }
}
