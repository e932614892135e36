package dev.postern.domains;

/** An entry of {@code domains} in {@code gateway.yaml}. */
public sealed interface DomainsEntry permits OwnDomain, DomainsFile {}
