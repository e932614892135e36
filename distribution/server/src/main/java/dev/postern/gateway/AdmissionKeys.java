package dev.postern.gateway;

import dev.postern.admission.ConnectionLimits;
import dev.postern.admission.RateLimits;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.partnersfile.PolicyForms;

/** Reads the keys of the block {@code smtp} that say who may connect and how often. */
final class AdmissionKeys {
    private static final Form<Integer> CONNECTIONS = Form.number(1, 100_000);
    private static final Form<Integer> RATE = Form.number(0, 100_000_000);

    private AdmissionKeys() {}

    static ConnectionLimits connections(YamlMapping block) {
        return new ConnectionLimits(
                block.value("maxConnections", CONNECTIONS).orElse(1000),
                block.value("maxConnectionsPerAddress", CONNECTIONS).orElse(50),
                block.value("maxConnectionsPerNetwork", CONNECTIONS).orElse(200),
                block.value("reservedPercent", Form.number(0, 90)).orElse(20));
    }

    static RateLimits rates(YamlMapping block) {
        return block.block("rates", AdmissionKeys::ratesOf).orElse(RateLimits.STANDARD);
    }

    private static RateLimits ratesOf(YamlMapping block) {
        RateLimits standard = RateLimits.STANDARD;
        return new RateLimits(
                block.value("timeUnit", PolicyForms.TIME_UNIT).orElse(standard.timeUnit()),
                block.value("connections", RATE).orElse(standard.connections()),
                block.value("tlsHandshakes", RATE).orElse(standard.tlsHandshakes()),
                block.value("messages", RATE).orElse(standard.messages()),
                block.value("recipients", RATE).orElse(standard.recipients()));
    }
}
