import { useState } from 'react'

/**
 * The error of an attempt that was made since a dialog was opened: that of an earlier one was told then, and says
 * nothing of what has not been tried yet.
 */
export function useFreshError(error: Error | null): Error | null {
  const [earlier] = useState(error)
  return error === earlier ? null : error
}
