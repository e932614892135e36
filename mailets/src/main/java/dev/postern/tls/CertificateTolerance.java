package dev.postern.tls;

import java.io.IOException;
import java.io.InputStream;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPath;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactorySpi;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * Lets a TLS handshake go on with a peer's certificate that the JVM's parser rejects, so that the evaluator can judge it: levels
 * {@code encrypt} and {@code fingerprint} ask nothing of what is wrong with it, and {@code secure} rejects it.
 *
 * <p>JSSE asks the first security provider for its parser. The one installed here parses as {@link CertificateParser} on a thread
 * that is within {@link #during}, and exactly as the JVM does on any other. Safe for any thread.
 */
public final class CertificateTolerance {
    private static final ThreadLocal<Boolean> TOLERANT = ThreadLocal.withInitial(() -> false);

    static {
        Security.insertProviderAt(new Parsing(), 1);
    }

    private CertificateTolerance() {}

    /** A step of a handshake, which reads the peer's certificates. */
    @FunctionalInterface
    public interface Step {
        void take() throws IOException;
    }

    /** Takes that step, tolerant. */
    public static void during(Step step) throws IOException {
        boolean before = TOLERANT.get();
        TOLERANT.set(true);
        try {
            step.take();
        } finally {
            TOLERANT.set(before);
        }
    }

    /** Returns that task, tolerant wherever it runs. */
    public static Runnable tolerant(Runnable task) {
        return () -> {
            boolean before = TOLERANT.get();
            TOLERANT.set(true);
            try {
                task.run();
            } finally {
                TOLERANT.set(before);
            }
        };
    }

    /** Offers the parser to JSSE. */
    static final class Parsing extends Provider {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("this-escape")
        private Parsing() {
            super(
                    CertificateParser.TOLERANT_PROVIDER,
                    "1",
                    "X.509 parser that keeps what RFC 5280 forbids, within Postern's handshakes");
            put("CertificateFactory.X.509", Factory.class.getName());
        }
    }

    /** Parses for JSSE; the JVM's factory does all else. */
    public static final class Factory extends CertificateFactorySpi {
        @Override
        public Certificate engineGenerateCertificate(InputStream in) throws CertificateException {
            if (!TOLERANT.get()) {
                return CertificateParser.ofJvm().generateCertificate(in);
            }
            try {
                return CertificateParser.parse(in.readAllBytes()); // JSSE's stream holds one certificate
            } catch (IOException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public Collection<? extends Certificate> engineGenerateCertificates(InputStream in)
                throws CertificateException {
            return CertificateParser.ofJvm().generateCertificates(in);
        }

        @Override
        public CRL engineGenerateCRL(InputStream in) throws CRLException {
            try {
                return CertificateParser.ofJvm().generateCRL(in);
            } catch (CertificateException e) {
                throw new CRLException(e);
            }
        }

        @Override
        public Collection<? extends CRL> engineGenerateCRLs(InputStream in) throws CRLException {
            try {
                return CertificateParser.ofJvm().generateCRLs(in);
            } catch (CertificateException e) {
                throw new CRLException(e);
            }
        }

        @Override
        public CertPath engineGenerateCertPath(InputStream in, String encoding) throws CertificateException {
            return CertificateParser.ofJvm().generateCertPath(in, encoding);
        }

        @Override
        public CertPath engineGenerateCertPath(InputStream in) throws CertificateException {
            return CertificateParser.ofJvm().generateCertPath(in);
        }

        @Override
        public CertPath engineGenerateCertPath(List<? extends Certificate> certificates) throws CertificateException {
            return CertificateParser.ofJvm().generateCertPath(certificates);
        }

        @Override
        public Iterator<String> engineGetCertPathEncodings() {
            try {
                return CertificateParser.ofJvm().getCertPathEncodings();
            } catch (CertificateException e) {
                return List.<String>of().iterator();
            }
        }
    }
}
