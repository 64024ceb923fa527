# Completion of elzhurctl for bash.

# Sets path to the verbs that the words before the cursor hold: "appeal add".
_elzhurctl_path() {
  local verbs="status pull findings explain report sources teachers outbox keeping backlog contradictions acknowledge confirm dispute excuse withdraw"
  verbs+=" excuses silence mode test-mail appeal meeting document reload"
  path=""
  next="$verbs"
  local i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} == --* ]]; then
      # What an option takes is no verb.
      case ${COMP_WORDS[i]} in
        --json | --yes | --all | --accept | --school | --until-resolved | --help | --version) ;;
        *) i=$((i + 1)) ;;
      esac
    elif [[ " $next " == *" ${COMP_WORDS[i]} "* ]]; then
      path="${path:+$path }${COMP_WORDS[i]}"
      case $path in
        excuses) next="add" ;;
        silence) next="list add end" ;;
        mode) next="observe working file" ;;
        outbox) next="release" ;;
        appeal) next="list add show answer" ;;
        meeting) next="list add show minutes change decide done" ;;
        document) next="upload accept show" ;;
        report) next="findings teachers weeks appeals check" ;;
        "report "*) path=report next="" ;;
        "mode "*) path=mode next="" ;;
        *) next="" ;;
      esac
    fi
  done
}

# What an option takes: sets values; returns 1 for one that takes nothing.
_elzhurctl_values() {
  values=""
  case $1 in
    --state)
      if [[ $path == "appeal answer" ]]; then
        values="answered closed refused"
      else
        values="open acknowledged confirmed disputed excused withdrawn resolved unknown"
      fi
      ;;
    --format) values="html xlsx csv json" ;;
    --queued-before) values="send drop" ;;
    --kind) values="methodical consulting technical dispute" ;;
    --channel) values="in_person phone letter automatic" ;;
    --reason)
      [[ $path != "excuses add" ]] || values="absent leave trip training event cancelled technical"
      ;;
    --url | --timeout | --rule | --teacher | --class | --from | --to | --limit | --cursor | --seen | --grade | --year) ;;
    --applicant | --content | --subject | --finding | --assigned-to | --due | --result | --source | --basis | --until) ;;
    --date | --starts | --ends | --place | --chair | --secretary | --present | --absent | --agenda | --annexes) ;;
    --period-from | --period-to | --item | --what | --responsible | --votes) ;;
    *) return 1 ;;
  esac
}

_elzhurctl() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} path next values
  _elzhurctl_path
  COMPREPLY=()
  case $previous in
    --socket | --token-file | --ca-file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
  esac
  if _elzhurctl_values "$previous"; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
    return
  fi
  if [[ $current != -* ]]; then
    if [[ $path == "document upload" ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
    else
      mapfile -t COMPREPLY < <(compgen -W "$next" -- "$current")
    fi
    return
  fi
  local flags="--help --socket --url --token-file --ca-file --timeout --json"
  local filters="--state --rule --teacher --class --from --to"
  case $path in
    "") flags+=" --version" ;;
    findings) flags+=" $filters --limit --cursor --all" ;;
    sources | outbox | keeping | backlog | contradictions) flags+=" --all" ;;
    "outbox release") flags+=" --queued-before --yes" ;;
    report) flags+=" $filters --format --basis" ;;
    acknowledge | confirm | dispute | excuse | withdraw) flags+=" --reason --seen --yes" ;;
    "excuses add") flags+=" --teacher --class --grade --school --from --to --reason" ;;
    "silence add") flags+=" --finding --teacher --class --rule --until --until-resolved --reason" ;;
    mode) flags+=" --reason --yes" ;;
    "appeal list" | "meeting list") flags+=" --year" ;;
    "appeal add")
      flags+=" --kind --applicant --content --channel --subject --finding --assigned-to --due --result"
      ;;
    "appeal answer") flags+=" --result --state --yes" ;;
    "meeting add" | "meeting change")
      flags+=" --date --starts --ends --place --chair --secretary --present --absent --agenda --annexes"
      flags+=" --period-from --period-to"
      ;;
    "meeting decide") flags+=" --item --what --responsible --due --votes" ;;
    "document upload") flags+=" --accept --source" ;;
    "document accept") flags+=" --source" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
}
complete -F _elzhurctl elzhurctl
