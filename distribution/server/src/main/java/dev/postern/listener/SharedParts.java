package dev.postern.listener;

import dev.postern.admission.Admission;
import dev.postern.admission.ConnectionLimits;
import dev.postern.admission.HandshakeExecutor;
import dev.postern.inbound.RelayRule;
import dev.postern.proxy.TrustedProxies;
import javax.inject.Inject;

/**
 * The parts that all listeners share, so that they admit clients together.
 *
 * @param limits of gateway.yaml; what smtpserver.xml has of them comes first
 * @param relay says whether own servers' lines are put right
 * @param proxies whose connections begin with a PROXY header
 */
record SharedParts(
        ServerTls tls,
        Admission admission,
        ConnectionLimits limits,
        HandshakeExecutor handshakes,
        RelayRule relay,
        TrustedProxies proxies) {
    @Inject
    SharedParts {}
}
