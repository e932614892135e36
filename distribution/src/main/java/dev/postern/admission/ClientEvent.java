package dev.postern.admission;

/** What clients do that costs us something, counted in a unit of time. */
enum ClientEvent {
    CONNECTION,
    TLS_HANDSHAKE,
    MESSAGE,
    RECIPIENT
}
