package dev.postern.admission;

/** An action of a client that costs resources, counted in a unit of time. */
enum ClientEvent {
    CONNECTION,
    TLS_HANDSHAKE,
    MESSAGE,
    RECIPIENT
}
