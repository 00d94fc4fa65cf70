/** `juxta completion`: what bash, zsh and fish read to complete commands, actions, options and their values; made from the table of commands itself. */
import { COMMON, usage, type Command, type CommandRow, type Option } from './command.ts'

type Commands = Readonly<Record<string, CommandRow>>

type Named = { readonly name: string; readonly about: string; readonly command: Command }

async function all(commands: Commands): Promise<Named[]> {
  return Promise.all(
    Object.entries(commands).map(async ([name, { about, load }]) => ({ name, about, command: await load() })),
  )
}

const optionsOf = ({ command }: Named): [string, Option][] => Object.entries({ ...command.options, ...COMMON })
const actionsOf = ({ command }: Named): [string, string][] => Object.entries(command.actions ?? {})

/** What may follow an option: one of these words, a folder, a file, or whatever somebody writes. */
function valueOf({ type, value = '' }: Option): readonly string[] | 'folder' | 'file' | 'anything' | 'nothing' {
  if (type === 'boolean') return 'nothing'
  if (/^[a-z0-9-]+(\|[a-z0-9-]+)+$/.test(value)) return value.split('|')
  if (/^(DIR|FOLDER)$/.test(value)) return 'folder'
  return /FILE|FOLDER/.test(value) ? 'file' : 'anything'
}

/** A text between single quotes, as all three shells read it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

function bash(commands: readonly Named[]): string {
  const words = (names: readonly string[]): string => quoted(names.join(' '))
  const perCommand = commands.map((one) => {
    const options = optionsOf(one).map(([name]) => `--${name}`)
    return `    ${one.name}) actions=${words(actionsOf(one).map(([name]) => name))} options=${words(options)} ;;`
  })
  const perOption = commands.flatMap((one) =>
    optionsOf(one).flatMap(([name, option]) => {
      const value = valueOf(option)
      const pattern = [`--${name}`, ...(option.short === undefined ? [] : [`-${option.short}`])]
        .map((flag) => `${one.name}:${flag}`)
        .join(' | ')
      if (value === 'nothing') return []
      if (value === 'folder') return [`    ${pattern}) COMPREPLY=($(compgen -d -- "$cur")); return ;;`]
      // Nothing is offered: `complete -o default` offers files.
      if (value === 'file' || value === 'anything') return [`    ${pattern}) return ;;`]
      return [`    ${pattern}) COMPREPLY=($(compgen -W ${words(value)} -- "$cur")); return ;;`]
    }),
  )
  return `# juxta completion bash: source it, or put it into /etc/bash_completion.d/
_juxta() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]:-} actions='' options=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -le 1 ]; then
    COMPREPLY=($(compgen -W ${words([...commands.map(({ name }) => name), 'help'])} -- "$cur"))
    return
  fi
  case "$command:$prev" in
${perOption.join('\n')}
  esac
  case "$command" in
    help) COMPREPLY=($(compgen -W ${words(commands.map(({ name }) => name))} -- "$cur")); return ;;
${perCommand.join('\n')}
  esac
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;
    *) [ "$COMP_CWORD" -ne 2 ] || COMPREPLY=($(compgen -W "$actions" -- "$cur")) ;;
  esac
}
complete -o default -F _juxta juxta`
}

function zsh(commands: readonly Named[]): string {
  /** A description in a specification of _arguments or _describe. */
  const plain = (text: string): string => text.replaceAll(/[[\]:\\]/g, (c) => `\\${c}`)
  const described = (rows: readonly (readonly [string, string])[]): string =>
    rows.map(([name, about]) => quoted(`${plain(name)}:${plain(about)}`)).join(' ')
  const action = (option: Option): string => {
    const value = valueOf(option)
    if (value === 'nothing') return ''
    const label = plain(option.value ?? 'value').replaceAll('|', ' or ')
    if (typeof value !== 'string') return `:${label}:(${value.join(' ')})`
    return `:${label}:${value === 'folder' ? '_files -/' : value === 'file' ? '_files' : ''}`
  }
  const specs = (one: Named): string[] =>
    optionsOf(one).map(([name, option]) => {
      const star = option.multiple === true ? '*' : ''
      const rest = `[${plain(option.about)}]${action(option)}`
      const { short } = option
      if (short === undefined) return quoted(`${star}--${name}${rest}`)
      return `${quoted(`(-${short} --${name})`)}{-${short},--${name}}${quoted(rest)}`
    })
  const perCommand = commands.map((one) => {
    const actions = actionsOf(one)
    const offered = actions.length === 0 ? '' : `juxta_actions=(${described(actions)}); `
    return `    ${one.name}) ${offered}_arguments ${specs(one).join(' ')} ${actions.length === 0 ? `'*:file:_files'` : `'1:action:_juxta_action' '*:file:_files'`} ;;`
  })
  return `#compdef juxta
# juxta completion zsh: as _juxta into a folder of $fpath, or source it after compinit
_juxta_action() { _describe 'action' juxta_actions; _files }
_juxta() {
  local -a commands juxta_actions
  commands=(${described(commands.map(({ name, about }) => [name, about]))})
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
    help) _describe 'command' commands ;;
${perCommand.join('\n')}
  esac
}
if [ "$funcstack[1]" = _juxta ]; then _juxta "$@"; else compdef _juxta juxta; fi`
}

function fish(commands: readonly Named[]): string {
  const lines = commands.flatMap((one) => {
    const seen = `-n ${quoted(`__fish_seen_subcommand_from ${one.name}`)}`
    const actions = actionsOf(one)
    const none = quoted(
      `__fish_seen_subcommand_from ${one.name}; and not __fish_seen_subcommand_from ${actions.map(([name]) => name).join(' ')}`,
    )
    return [
      `complete -c juxta -f -n __fish_use_subcommand -a ${one.name} -d ${quoted(one.about)}`,
      ...actions.map(([name, about]) => `complete -c juxta -f -n ${none} -a ${name} -d ${quoted(about)}`),
      ...optionsOf(one).map(([name, option]) => {
        const value = valueOf(option)
        const short = option.short === undefined ? '' : ` -s ${option.short}`
        const what =
          value === 'nothing'
            ? ''
            : value === 'folder'
              ? ` -x -a '(__fish_complete_directories)'`
              : value === 'file'
                ? ' -r -F'
                : value === 'anything'
                  ? ' -x'
                  : ` -x -a ${quoted(value.join(' '))}`
        return `complete -c juxta ${seen} -l ${name}${short}${what} -d ${quoted(option.about)}`
      }),
    ]
  })
  return `# juxta completion fish: into ~/.config/fish/completions/juxta.fish, or source it
complete -c juxta -e
complete -c juxta -f -n __fish_use_subcommand -a help -d 'what a command does'
complete -c juxta -f -n '__fish_seen_subcommand_from help' -a ${quoted(commands.map(({ name }) => name).join(' '))}
${lines.join('\n')}`
}

const SHELLS = { bash, zsh, fish } as const

/** The command, of the table that it stands in itself. */
export const completionOf = (commands: Commands): Command => ({
  usage: 'completion bash|zsh|fish',
  about: `Writes what a shell reads to complete the words of juxta. bash: source <(juxta completion bash), in ~/.bashrc. zsh: juxta completion zsh into a file _juxta in a
folder of $fpath. fish: juxta completion fish | source. Made from this release's own table of commands: make it again after an upgrade.`,
  actions: { bash: 'for bash', zsh: 'for zsh', fish: 'for fish' },
  options: {},
  example: 'completion bash',
  async run(io, [shell, ...more]) {
    if (shell === undefined || more.length > 0 || !Object.hasOwn(SHELLS, shell))
      throw usage('the shell is bash, zsh or fish')
    const script = SHELLS[shell as keyof typeof SHELLS](await all(commands))
    io.out(io.json ? JSON.stringify({ ok: true, shell, script }) : script)
    return 0
  },
})
