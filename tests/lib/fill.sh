# Shell functions of ./dev: the steps of plan.tsv, two at a time where one does not need what the other does.
# shellcheck shell=bash

fill_lanes=2

# The order in which steps that could begin are begun: what others wait for goes first.
fill_kinds='round-plan import-roster round-open round-close import-assessments import-grades duty-add'

# fill_read PLAN: the steps, what kind each is, and the steps that each waits for. Two that would lock each other's
# rounds out do not run at once: the database would let one of them begin again.
fill_read()
{
    local i=0 line kind roster='' opens='' forecasts='' closes='' plans='' late=''
    local -A opened=() filled=()
    fill_steps=() fill_kind=() fill_needs=()
    while IFS= read -r line; do
        IFS=$'\t' read -r -a step <<<"$line"
        kind=${step[0]}
        fill_steps[i]=$line
        fill_kind[i]=$kind
        case $kind in
        round-plan)
            fill_needs[i]=
            plans+=" $i"
            ;;
        # The snapshots of the rounds before show the roster before. Only grades are read in meanwhile.
        import-roster)
            fill_needs[i]="$roster $opens $forecasts $closes"
            [ -z "$late" ] || fill_needs[late]+=" $i"
            closes+=" $late"
            roster=$i late=
            ;;
        round-open)
            fill_needs[i]=$roster
            opens+=" $i"
            opened[${step[1]}]=$i
            ;;
        import-assessments)
            fill_needs[i]=${opened[${step[1]}]}
            filled[${step[1]}]=$i
            forecasts+=" $i"
            ;;
        import-grades)
            fill_needs[i]="${opened[${step[1]}]} $forecasts $closes"
            filled[${step[1]}]=$i
            ;;
        # Grades are closed after the next roster: closing and a roster change what concerns everybody.
        round-close)
            fill_needs[i]="${filled[${step[1]}]} $closes $late"
            case ${step[1]} in
            *-grade) late=$i ;;
            *) closes+=" $i" ;;
            esac
            ;;
        *) fill_needs[i]=$roster ;;
        esac
        i=$((i + 1))
    done <"$1"
    for i in "${!fill_steps[@]}"; do
        [ "${fill_kind[i]}" = round-plan ] || fill_needs[i]+=$plans
    done
}

# The step to begin next, if any can.
fill_choose()
{
    local kind i need
    fill_chosen=
    for kind in $fill_kinds; do
        for i in "${!fill_steps[@]}"; do
            [ "${fill_kind[i]}" = "$kind" ] || continue
            [ -z "${fill_state[i]:-}" ] || continue
            for need in ${fill_needs[i]}; do
                [ "${fill_state[need]:-}" = 'done' ] || continue 2
            done
            fill_chosen=$i
            return 0
        done
    done
    return 1
}

fill_name()
{
    IFS=$'\t' read -r -a step <<<"${fill_steps[$1]}"
    case ${step[0]} in
    import-roster) echo "roster of ${step[2]}" ;;
    round-open) echo "opening of ${step[1]}" ;;
    import-assessments) echo "forecasts of ${step[1]}" ;;
    import-grades) echo "grades of ${step[1]}" ;;
    round-close) echo "closing of ${step[1]}" ;;
    esac
}

# Each step has a log of its own until it is done: two write at once.
fill_begin()
{
    local i=$1
    IFS=$'\t' read -r -a step <<<"${fill_steps[i]}"
    fill_state[i]=runs
    fill_began[i]=$SECONDS
    demo_step "${step[@]}" >"$fill_log.$i" 2>&1 </dev/null &
    fill_pid[$!]=$i
}

# Waits for one of those that run.
fill_end_one()
{
    local pid rc=0 i name
    wait -n -p pid "${!fill_pid[@]}" || rc=$?
    i=${fill_pid[$pid]}
    unset "fill_pid[$pid]"
    cat "$fill_log.$i" >>"$fill_log"
    if [ $rc != 0 ]; then
        wait "${!fill_pid[@]}" || :
        tail -n 20 "$fill_log.$i" >&2
        die "filling failed at: ${fill_steps[i]} (whole output: $fill_log)"
    fi
    rm -f "$fill_log.$i"
    fill_state[i]='done'
    fill_done=$((fill_done + 1))
    name=$(fill_name "$i")
    [ -z "$name" ] ||
        say "  $((100 * fill_done / ${#fill_steps[@]})) % $name, $((SECONDS - fill_began[i])) s"
}

# fill_all PLAN LOG
fill_all()
{
    local fill_done=0 fill_log=$2 fill_chosen step
    local -a fill_steps fill_kind fill_needs fill_state=() fill_began=() fill_pid=()
    fill_read "$1"
    : >"$fill_log"
    say "filling the municipality in ${#fill_steps[@]} steps: three school years and the one that runs"
    while [ $fill_done -lt ${#fill_steps[@]} ]; do
        while [ ${#fill_pid[@]} -lt $fill_lanes ] && fill_choose; do
            fill_begin "$fill_chosen"
        done
        [ ${#fill_pid[@]} -gt 0 ] || die "the steps of $1 wait for each other"
        fill_end_one
    done
}
