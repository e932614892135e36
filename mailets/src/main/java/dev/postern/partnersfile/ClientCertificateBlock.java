package dev.postern.partnersfile;

import dev.postern.certificate.CertificateFiles;
import dev.postern.certificate.HeldCertificate;
import dev.postern.certificate.UnusableCertificateException;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the block {@code outbound.clientCertificate}: the certificate that we present to a partner, and its key. */
final class ClientCertificateBlock {
    private static final String PEM = "Write the path of a PEM file.";

    private ClientCertificateBlock() {}

    /** Empty, and a problem, if either file cannot be used. Both are watched from now on. */
    static Optional<HeldCertificate> read(YamlMapping block) {
        Optional<Path> certificate = file(block, "certificate");
        Optional<Path> privateKey = file(block, "privateKey");
        if (certificate.isEmpty() || privateKey.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CertificateFiles(certificate.get(), privateKey.get()).read());
        } catch (UnusableCertificateException e) {
            // The whole path stands in the message; the line that named it is told beside it.
            block.problem("certificate", e.getMessage() + ".", "Provide a certificate and its private key.");
            return Optional.empty();
        }
    }

    private static Optional<Path> file(YamlMapping block, String key) {
        if (!block.has(key)) {
            block.problem(key, "is missing.", PEM);
        }
        Optional<YamlValue> value = block.get(key);
        return value.flatMap(YamlValue::content).flatMap(read -> value.flatMap(YamlValue::path));
    }
}
