#!/bin/sh
# Roles of the central server, of the operator and of your programs in mosquitto's dynamic security plugin, with the rights of the file
# acl. Kiosks get roles of their own from `vitrina-central kiosk enrol`. Options go to mosquitto_ctrl; it takes the login from
# ~/.config/mosquitto_ctrl as well, one option a line:
#
#   sh dynamic-security.sh -h mqtt.example.org -p 8883 --cafile ca.crt
#
# A second run adds nothing twice, and says that the roles exist.
set -eu

control() {
    mosquitto_ctrl "$@"
}

may() { # may ROLE KIND TOPIC: lets a role publish to a topic, or hear it
    role=$1 kind=$2 topic=$3
    shift 3
    if [ "$kind" = publish ]; then
        control "$@" dynsec addRoleACL "$role" publishClientSend "$topic" allow
    else
        control "$@" dynsec addRoleACL "$role" subscribePattern "$topic" allow
        control "$@" dynsec addRoleACL "$role" publishClientReceive "$topic" allow
    fi
}

for role in central operator reader; do
    control "$@" dynsec createRole "$role" || true
done

# The central server hears every kiosk, asks for what it misses, answers their tests, and sends playlists.
may central hear 'vitrina/1/#' "$@"
may central publish 'vitrina/1/+/+/+/cmd/resend' "$@"
may central publish 'vitrina/1/+/+/+/cmd/seen' "$@"
may central publish 'vitrina/1/+/+/+/playlist' "$@"
may central publish 'vitrina/1/+/+/+/fleet' "$@"
# It makes and revokes the credentials of kiosks. With this right a client can do everything with the plugin.
may central publish '$CONTROL/dynamic-security/v1' "$@"
may central hear '$CONTROL/dynamic-security/v1/response' "$@"

# Whoever minds the kiosks sees how they are, pauses them, lets them go on, and clears the state of one that is gone.
for kind in state health alert; do
    may operator hear "vitrina/1/+/+/+/$kind" "$@"
done
for kind in state cmd/pause cmd/resume; do
    may operator publish "vitrina/1/+/+/+/$kind" "$@"
done

# A program of yours receives what every kiosk publishes, and publishes nothing.
may reader hear 'vitrina/1/+/+/+/+' "$@"
