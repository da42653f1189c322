/** A call that cannot be done. The code is for the console, which has the words for it in the member's language. */
export class StaffError extends Error {
  override readonly name = 'StaffError';
  constructor(
    readonly status: number,
    readonly code:
      | 'BadRequest'
      | 'NotSignedIn'
      | 'SignInFailed'
      | 'TooManyAttempts'
      | 'NotAllowed'
      | 'CrossSite'
      | 'HttpsNeeded'
      | 'NotFound'
      | 'Changed'
      | 'BadCode'
      | 'LastAdmin'
      | 'KeysIncomplete'
      | 'KeyExists'
      | 'PersonalData',
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
