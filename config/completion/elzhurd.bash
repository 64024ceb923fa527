# Completion of elzhurd for bash.

_elzhurd() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local verbs="run once outage init backup restore verify person check-config config hash-password make-token"
  local verb="" word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ -z $verb && " $verbs " == *" $word "* ]] && verb=$word
  done
  COMPREPLY=()
  case $previous in
    --config | --answers | --export | --to | --from | --data)
      if [[ $verb != outage ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
      fi
      return
      ;;
    --now | --reason | --by | --school | --timezone | --source | --watch-from | --administrator | --director | --mail)
      return
      ;;
  esac
  if [[ $current != -* ]]; then
    if [[ -z $verb ]]; then
      mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$current")
    elif [[ $verb == check-config ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
    return
  fi
  local flags="--help"
  case $verb in
    "") flags+=" --version --config" ;;
    run) flags+=" --config --now" ;;
    once) flags+=" --config --now --json --due --dry-run" ;;
    outage) flags+=" --config --from --to --reason --by" ;;
    init)
      flags+=" --config --answers --export --yes --force --school --timezone --source --watch-from"
      flags+=" --administrator --director --mail --data"
      ;;
    backup) flags+=" --config --to" ;;
    restore) flags+=" --config --from --release --drop" ;;
    verify) flags+=" --config" ;;
    person) flags+=" --config --name --post --by --reason" ;;
    config) flags+=" --config --effective" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
}
complete -F _elzhurd elzhurd
