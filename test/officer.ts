/** Persons who decide in the stories of the tests: as a window side states them, and as they stand in a message whose sender knows by whose call. */
export const officer = (ref: string) => ({
  kind: 'officer',
  ref,
  function: 'duty officer',
  office: 'XB000214',
  legalGround: 'Customs Act of 2019, section 12',
})
export const stated = (ref: string) => ({ ...officer(ref), client: 'border desk' })

/** Nobody: a machine cannot answer for what a person must decide. */
export const MACHINE = { ...officer('M'), kind: 'machine' }
