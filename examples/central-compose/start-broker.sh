#!/bin/sh
# Starts the broker. Before, a broker that only this container reaches creates the account of the central server and
# the roles of dynamic-security.sh, or sets the password of that account again if its secret has changed.
set -eu
umask 077
HERE=/vitrina STATE=/mosquitto/data/dynamic-security.json SECRETS=/run/secrets WORK=/tmp
PLUGIN=/usr/lib/mosquitto_dynamic_security.so
admin=$(cat $SECRETS/broker_admin_password) central=$(cat $SECRETS/broker_password)

[ -s $STATE ] || mosquitto_ctrl dynsec init $STATE admin "$admin" >/dev/null
printf -- '-h 127.0.0.1\n-p 1884\n-u admin\n-P %s\n' "$admin" >$WORK/admin
cat >$WORK/accounts.conf <<END
listener 1884 127.0.0.1
allow_anonymous false
plugin $PLUGIN
plugin_opt_config_file $STATE
log_type error
log_type warning
END
mosquitto -c $WORK/accounts.conf &
broker=$!
trap 'kill $broker 2>/dev/null || true' EXIT

control() { mosquitto_ctrl -o $WORK/admin dynsec "$@"; }

tries=0
until control getDefaultACLAccess >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo 'start-broker: the broker for the accounts does not answer. Read the lines above.' >&2 && exit 1; }
    sleep 0.1
done
control createClient central -p "$central" >/dev/null 2>&1 || true # it may exist
control setClientPassword central "$central" 2>/dev/null # it warns of a connection without TLS
sh $HERE/dynamic-security.sh -o $WORK/admin >/dev/null 2>&1
control addClientRole central central >/dev/null 2>&1 || true
trap - EXIT
kill $broker
wait $broker || true
rm -f $WORK/accounts.conf
exec mosquitto -c $HERE/mosquitto.conf
