package dev.postern.gateway;

import dev.postern.tls.DnsName;
import java.util.List;
import java.util.Optional;

/**
 * One reading of {@code gateway.yaml}, whose problems are in the collector it was given.
 *
 * @param configuration empty if there is a problem
 * @param ownDomains every domain in it that could be read, also beside problems
 */
record GatewayReading(Optional<GatewayConfiguration> configuration, List<DnsName> ownDomains) {}
