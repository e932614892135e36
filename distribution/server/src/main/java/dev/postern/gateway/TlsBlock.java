package dev.postern.gateway;

import dev.postern.certificate.CertificateFiles;
import dev.postern.certificate.PemCertificates;
import dev.postern.certificate.UnusableCertificateException;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.gateway.GatewayConfiguration.Tls;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;

/** Reads the block {@code tls}: the gateway's own certificate and key. */
final class TlsBlock {
    private static final String PEM_CHAIN = "Write the path of a PEM file that begins with the gateway's certificate.";

    private static final Form<CipherSuites> SUITES =
            Form.word("cipher suite set", List.of(CipherSuites.values()), CipherSuites::word);

    private TlsBlock() {}

    /** Reads the block; empty, and a problem, if a path cannot be read. */
    static Optional<Tls> read(YamlMapping block) {
        Optional<Path> certificate = path(block, "certificate", "tls/gateway.crt");
        Optional<Path> privateKey = path(block, "privateKey", "tls/gateway.key");
        TlsVersion minVersion =
                block.value("minVersion", PolicyForms.MIN_VERSION).orElse(TlsVersion.TLS_1_2);
        CipherSuites suites = block.value("suites", SUITES).orElse(CipherSuites.MODERN);
        if (certificate.isEmpty() || privateKey.isEmpty()) {
            return Optional.empty();
        }
        check(block, certificate.get(), privateKey.get());
        return Optional.of(new Tls(certificate.get(), privateKey.get(), minVersion, suites));
    }

    private static Optional<Path> path(YamlMapping block, String key, String otherwise) {
        Optional<Path> written = block.get(key).flatMap(YamlValue::path);
        return block.has(key) ? written : Optional.of(block.resolve(otherwise));
    }

    /** Checks that both files exist or neither: with only one, the other was lost or its path mistyped. */
    private static void check(YamlMapping block, Path certificate, Path privateKey) {
        if (Files.exists(certificate) && !Files.exists(privateKey)) {
            block.problem(
                    "privateKey",
                    "the certificate file exists, but the key file does not.",
                    "Provide both files, or neither to have them created.");
        }
        if (!Files.exists(certificate) && Files.exists(privateKey)) {
            block.problem(
                    "certificate",
                    "the key file exists, but the certificate file does not.",
                    "Provide both files, or neither to have them created.");
        }
        if (Files.exists(certificate) && Files.exists(privateKey)) {
            checkPair(block, new CertificateFiles(certificate, privateKey));
        } else if (Files.exists(certificate)) {
            checkChain(block, certificate);
        }
    }

    /** Checks the pair exactly as the start and each renewal read it. */
    private static void checkPair(YamlMapping block, CertificateFiles files) {
        try {
            files.read();
        } catch (UnusableCertificateException e) {
            String problem = String.valueOf(e.getMessage());
            block.problem(
                    problem.contains(files.privateKey().toString()) ? "privateKey" : "certificate",
                    withoutFolder(withoutFolder(problem, files.privateKey()), files.certificate()) + ".",
                    "Provide a certificate and its private key.");
        }
    }

    private static String withoutFolder(String text, Path file) {
        return text.replace(file.toString(), String.valueOf(file.getFileName()));
    }

    private static void checkChain(YamlMapping block, Path certificate) {
        try {
            if (PemCertificates.parse(Files.readAllBytes(certificate)).isEmpty()) {
                block.problem("certificate", "the file has no certificate.", PEM_CHAIN);
            }
        } catch (IOException e) {
            block.problem("certificate", "could not read the file.", PEM_CHAIN);
        } catch (CertificateException e) {
            block.problem("certificate", "the file's " + e.getMessage() + ".", PEM_CHAIN);
        }
    }
}
