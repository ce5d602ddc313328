/** Every callback and action id: `grantdesk.<noun>.<verb>`. */
export const IDS = {
  request: {
    open: 'grantdesk.request.open',
    submit: 'grantdesk.request.submit',
    approve: 'grantdesk.request.approve',
    deny: 'grantdesk.request.deny',
    confirmDenial: 'grantdesk.request.confirm-denial',
    withdraw: 'grantdesk.request.withdraw',
  },
  form: {
    workspace: 'grantdesk.workspace.choose',
    userKind: 'grantdesk.user-kind.choose',
  },
  task: {
    finish: 'grantdesk.task.finish',
    confirmFinish: 'grantdesk.task.confirm-finish',
    refuse: 'grantdesk.task.refuse',
    confirmRefusal: 'grantdesk.task.confirm-refusal',
  },
  provisioning: {
    retry: 'grantdesk.provisioning.retry',
    byHand: 'grantdesk.provisioning.take-over',
  },
  grant: {
    collect: 'grantdesk.grant.collect',
    renew: 'grantdesk.grant.renew',
    submitRenewal: 'grantdesk.grant.submit-renewal',
    letExpire: 'grantdesk.grant.let-expire',
  },
} as const;
