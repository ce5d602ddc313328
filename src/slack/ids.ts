/** Every callback and action id: `grantdesk.<noun>.<verb>`. */
export const IDS = {
  request: {
    open: 'grantdesk.request.open',
    submit: 'grantdesk.request.submit',
    submitBreakGlass: 'grantdesk.request.submit-break-glass',
    approve: 'grantdesk.request.approve',
    submitCode: 'grantdesk.request.submit-code',
    approveLess: 'grantdesk.request.approve-less',
    submitLess: 'grantdesk.request.submit-less',
    deny: 'grantdesk.request.deny',
    confirmDenial: 'grantdesk.request.confirm-denial',
    ask: 'grantdesk.request.ask',
    submitQuestion: 'grantdesk.request.submit-question',
    answer: 'grantdesk.request.answer',
    submitAnswer: 'grantdesk.request.submit-answer',
    why: 'grantdesk.request.why',
    edit: 'grantdesk.request.edit',
    submitEdit: 'grantdesk.request.submit-edit',
    askAgain: 'grantdesk.request.ask-again',
    withdraw: 'grantdesk.request.withdraw',
  },
  owner: {
    accept: 'grantdesk.owner.accept',
    decline: 'grantdesk.owner.decline',
  },
  delegation: {
    submit: 'grantdesk.delegation.submit',
    end: 'grantdesk.delegation.end',
  },
  suspension: {
    finish: 'grantdesk.suspension.finish',
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
  home: {
    request: 'grantdesk.home.request',
    previous: 'grantdesk.home.previous',
    next: 'grantdesk.home.next',
    search: 'grantdesk.home.search',
    owner: 'grantdesk.home.choose-owner',
    clear: 'grantdesk.home.clear-search',
  },
} as const;
