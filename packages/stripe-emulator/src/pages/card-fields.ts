import { invalidRequest } from '../http/stripe-fault.ts'
import { findCardByNumber, TEST_CARDS, type TestCard } from '../money/test-cards.ts'
import { html, type Html } from './html.ts'

const SUCCEEDING = '4242 4242 4242 4242'

/** The field for a card number, and what each test card does. */
export function cardFields(number = SUCCEEDING): Html {
  return html`
    <label for="card">Card number</label>
    <input
      id="card"
      name="card"
      value="${number}"
      inputmode="numeric"
      autocomplete="off"
      required
      aria-describedby="card-hint"
    />
    <p id="card-hint">Test cards alone; any other number is refused. Expiry and security code are not asked for.</p>
    <details>
      <summary>What each test card does</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Card number</th>
              <th scope="col">What happens</th>
            </tr>
          </thead>
          <tbody>
            ${TEST_CARDS.map(
              (card) =>
                html`<tr>
                  <td><code>${spaced(card.number)}</code></td>
                  <td>${card.says}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  `
}

/** @throws StripeFault for a number that is none of the test cards. */
export function cardFrom(number: string | undefined): TestCard {
  const card = findCardByNumber(number ?? '')
  if (card) return card
  throw invalidRequest('Your card number is none of the test cards. Use 4242 4242 4242 4242, for example.', {
    code: 'incorrect_number',
  })
}

function spaced(number: string): string {
  return number.replace(/(.{4})(?=.)/g, '$1 ')
}
