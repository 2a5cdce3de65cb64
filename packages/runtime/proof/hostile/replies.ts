import type { Attack } from './attack.ts'

/** A guest that answers these bytes, written as in a data segment; `length` says how many it claims they are. */
const answering = (name: string, detail: RegExp, bytes: string, length: number): Attack => ({
  name,
  code: 'invalid_output',
  detail,
  fields: `;; with: memory init alloc reply
  (data (i32.const 16) "${bytes}")
  (func (export "attack") (param i32 i32) (result i32) (call $reply (i32.const 16) (i32.const ${length})))`,
})

/** A guest that answers with this pointer after it put these words somewhere. */
const pointing = (name: string, code: Attack['code'], detail: RegExp, body: string): Attack => ({
  name,
  code,
  detail,
  fields: `;; with: memory init alloc
  (func (export "attack") (param $input i32) (param $length i32) (result i32) ${body})`,
})

const NOT_UTF8 = /not UTF-8/
const NOT_JSON = /JSON|Unexpected/

/** Answers that are no text, no JSON, too long or nowhere. */
export const REPLIES: readonly Attack[] = [
  answering('reply-of-nothing', NOT_JSON, '', 0),
  answering('reply-cut-off', NOT_JSON, String.raw`{\22a\22:`, 5),
  answering('reply-of-two-values', NOT_JSON, '{}{}', 4),
  answering('reply-with-a-byte-order-mark', NOT_JSON, String.raw`\ef\bb\bf{}`, 5),
  answering('reply-ending-in-nul', NOT_JSON, String.raw`{}\00`, 3),
  answering('reply-of-a-function', NOT_JSON, '(()=>1)()', 9),
  answering('reply-not-a-number', NOT_JSON, 'NaN', 3),
  answering('reply-in-overlong-utf8', NOT_UTF8, String.raw`\22\c0\af\22`, 4),
  answering('reply-with-half-a-surrogate-pair', NOT_UTF8, String.raw`\22\ed\a0\80\22`, 5),
  answering('reply-cut-off-inside-a-character', NOT_UTF8, String.raw`\22\f0\9f\98\22`, 5),
  answering('reply-beyond-unicode', NOT_UTF8, String.raw`\22\f4\90\80\80\22`, 6),
  answering('reply-nested-for-ever', /nested more than 1000 deep/, '['.repeat(3_000), 3_000),
  pointing('reply-at-minus-one', 'invalid_output', /at 0xffffffff/, '(i32.const -1)'),
  pointing('reply-in-the-upper-half', 'invalid_output', /at 0x80000000/, '(i32.const 0x80000000)'),
  pointing(
    'reply-longer-than-the-memory',
    'invalid_output',
    /lies outside the memory/,
    '(i32.store (i32.const 64) (i32.const 65536)) (i32.const 64)',
  ),
  pointing(
    'reply-of-2-gib',
    'output_too_large',
    /2147483648 bytes/,
    '(i32.store (i32.const 64) (i32.const 0x80000000)) (i32.const 64)',
  ),
  pointing('reply-is-the-input', 'invalid_output', /./, '(local.get $input)'),
]
