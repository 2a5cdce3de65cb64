import { ButtonLink } from '../../components/ui/button.tsx'
import { Page } from '../../components/ui/page.tsx'

export const NotFoundPage = () => (
  <Page title="Nothing is behind this door" lead="The address is wrong, or what was here is gone or not yours to see.">
    <div className="flex flex-wrap gap-2">
      <ButtonLink to="/" tone="primary">
        To the store
      </ButtonLink>
      <ButtonLink to="/search">Search</ButtonLink>
    </div>
  </Page>
)
