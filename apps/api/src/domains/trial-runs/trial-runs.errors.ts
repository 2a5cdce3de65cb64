import { DomainError } from '../../kernel/domain-error.ts'

export const trialRunsErrors = {
  underWay: () =>
    new DomainError(
      'conflict',
      'trial_run_under_way',
      'A trial of this version is under way. Wait until it has ended.',
    ),
}
