export interface Sender {
  /** As it is shown; empty when there is none. */
  name: string
  address: string
}

const LABEL = /^[ \t]*(?:merchant|sold by|seller|händler|verkauft von|vendeur)[ \t]?:[ \t]?(\S.{0,59})$/im
const BOUGHT = 'receipt|invoice|order|purchase|payment|ride|stay|rechnung|beleg|einkauf|bestellung|facture|reçu|achat'
const AT = 'from|at|to|with|von|bei|an|de|chez'
/** `Receipt from X`, `Einkauf bei X`: a name begins with a capital and ends where the sentence goes on. */
const PHRASE = new RegExp(
  String.raw`(?:^|[^\p{L}])(?:${inEitherCase(BOUGHT)})\s(?:${AT})\s(\p{Lu}[\p{L}\p{N}&'’ -]{1,39}?)` +
    String.raw`(?=\s(?:for|on|of|vom|über|is|has|hat)\s|[.,!:;()#\n]|\s?$)`,
  'mu',
)
/** Words of senders that say what is sent and not by whom. */
const ROLES =
  /\b(?:no-?reply|do not reply|billing|receipts?|orders?|invoices?|notifications?|accounts?|team|support|customer service|rechnung(?:en|sversand)?|kundenservice|service client|via .*)\b/gi

/** Who was paid: named in the text, in the subject, or by the sender. Null when nothing tells. */
export function findMerchant(text: string, subject: string, sender: Sender | null): string | null {
  const named = LABEL.exec(text)?.[1] ?? PHRASE.exec(subject)?.[1] ?? PHRASE.exec(text)?.[1]
  return clean(named) ?? clean(sender?.name.replaceAll(ROLES, ' ')) ?? nameOfDomain(sender)
}

function clean(name: string | undefined): string | null {
  const plain = name?.replaceAll(/\s+/g, ' ').replaceAll(/^[\s"'.,|-]+|[\s"'.,|-]+$/g, '')
  return plain === undefined || plain.length < 2 || plain.includes('@') ? null : plain
}

/** `billing@northwind.example` is from Northwind. */
function nameOfDomain(sender: Sender | null): string | null {
  const label = sender?.address.split('@').at(-1)?.split('.').at(-2)
  return label === undefined || label === '' ? null : label.charAt(0).toUpperCase() + label.slice(1)
}

/** Alternatives that may begin with a capital. */
function inEitherCase(words: string): string {
  return words.replaceAll(/(?<=^|\|)[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`)
}
