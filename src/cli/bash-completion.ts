// The completion script for bash. The library's needs the package bash-completion, cannot be loaded twice, and
// evaluates what was typed, so that the tab key would run a command substitution; this one does none of that.

/** Works from bash 3.2 on, which macOS still has. */
export const BASH_COMPLETION = `# bash completion for godwit
__godwit_complete() {
  local current=\${COMP_WORDS[COMP_CWORD]} word value rest count=0 index
  local -a words=()
  # bash cuts --flag=value at the equals sign; put it together again.
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if ((count > 0)) && [[ $word == "=" || \${COMP_WORDS[index - 1]} == "=" ]]; then
      words[count - 1]+=$word
    else
      words[count]=$word
      count=$((count + 1))
    fi
  done
  [[ $current == "=" ]] && current=""
  COMPREPLY=()
  while IFS=$'\\t' read -r value rest; do
    [[ $value == :* || $value != "$current"* ]] || COMPREPLY+=("$value")
  done < <(godwit complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F __godwit_complete godwit
`;
