import type { ExtensionDetail } from '@grantry/contract'
import { FileTable } from '../../components/extensions/file-table.tsx'
import { VersionTable } from '../../components/extensions/version-table.tsx'
import { OperationSummaryList } from '../../components/operations/operation-summary-list.tsx'
import { ClosedByDefault, PermissionList } from '../../components/permissions/permission-list.tsx'
import { Prose } from '../../components/ui/prose.tsx'
import { RatingsPart } from './ratings-part.tsx'
import type { ExtensionTab } from './store.search.ts'

/** What stands behind a tab of an extension's page. */
export function ExtensionPart({ extension, tab }: { extension: ExtensionDetail; tab: ExtensionTab }) {
  const { latest, versions } = extension
  switch (tab) {
    case 'permissions':
      return (
        <div className="grid gap-4">
          <h2 className="sr-only">Permissions</h2>
          <PermissionList permissions={latest.permissions} />
          <ClosedByDefault />
        </div>
      )
    case 'operations':
      return (
        <>
          <h2 className="sr-only">Operations</h2>
          <OperationSummaryList operations={latest.operations} />
        </>
      )
    case 'versions':
      return (
        <>
          <h2 className="sr-only">Versions</h2>
          <VersionTable versions={versions} />
          {latest.changelogHtml && (
            <div className="mt-8">
              <Prose html={latest.changelogHtml} label="Changelog" />
            </div>
          )}
        </>
      )
    case 'ratings':
      return <RatingsPart key={extension.id} extension={extension} />
    case 'files':
      return (
        <>
          <h2 className="sr-only">Files</h2>
          <FileTable files={latest.files} />
        </>
      )
  }
}
