export const tests = ['inspection/inspect']

export const faults = {
  'inspection/check-leaves.ts': [
    [
      'if (root && !tree.root().equals(root))',
      'if (root && tree.size < 0)',
      'leaves that were left out or altered are those of the log',
    ],
    ['a.time >= scope.to)', 'a.time >= 0)', 'a period that nobody has witnessed to its end is complete'],
  ],
  'inspection/bidi.ts': [
    [
      'mirrored.get(i) ?? paragraph[i]!',
      'paragraph[i]!',
      'brackets open away from what they hold',
      { tests: ['inspection/bidi'] },
    ],
    [
      'if (to > from + 1)',
      'if (to > from + 9)',
      'words from the right are read from the left',
      { tests: ['inspection/bidi'] },
    ],
    [
      'last?.level === level && i !== cut',
      'last?.level === level',
      'what a name names is in bold too',
      { tests: ['inspection/bidi'] },
    ],
    [
      'name === 0 ? moments',
      'true ? moments',
      'what follows a name that ends in another script stands at its wrong side',
      { tests: ['inspection/bidi'] },
    ],
  ],
  'inspection/pdf-sheet.ts': [
    [
      '    pdf.font(font).fontSize(size)\n    const lines',
      '    const lines',
      'a line at the top of a page is longer than the page is wide',
      { tests: ['inspection/bidi'] },
    ],
    [
      'const left = this.#rtl ?',
      'const left = !this.#rtl && this.#bidi ?',
      'a table of a language from the right begins at the left',
      { tests: ['inspection/bidi'] },
    ],
    [
      'const { rtl = this.#rtl, name } = cell',
      'const { name } = cell\n    const rtl = this.#rtl',
      'a cell of another language begins where the report does',
      { tests: ['inspection/bidi'] },
    ],
  ],
  'inspection/check.ts': [
    ['if (left.length > withheld)', 'if (left.length < 0)', 'a message that the node leaves out is not missed'],
    [
      'if (read.text !== text.toString(',
      'if (read.text === "" && text.toString(',
      'the list of files is not what was signed',
    ],
    [
      "sha256(bytes).toString('hex') !== listed.sha256",
      'bytes.length < 0',
      'a file that was altered in place is the one that was signed',
    ],
  ],
  'inspection/make.ts': [
    [
      "else if (!mayRead(caller, row, 'facts')) withheld++",
      'else if (row.index < 0) withheld++',
      'an auditor gets the bundles of mutual assistance',
    ],
  ],
  'inspection/tar.ts': [
    [
      'if (next.done === true)',
      'if (next.done === true) return Buffer.alloc(wanted)\n      if (length < 0)',
      'a package that is cut off is taken for whole',
    ],
  ],
}
