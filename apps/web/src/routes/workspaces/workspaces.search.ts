/** The folder whose files are shown. */
export const parseFolder = ({ folder }: Record<string, unknown>): { folder?: string } =>
  typeof folder === 'string' && folder.startsWith('/') && folder !== '/' ? { folder } : {}

/** The wire name of the chosen operation. */
export const parseOperation = ({ operation }: Record<string, unknown>): { operation?: string } =>
  typeof operation === 'string' ? { operation } : {}
