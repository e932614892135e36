package dev.postern.certificate;

/** A certificate file or key file cannot be used; the message says which and why, for the administrator. */
public final class UnusableCertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusableCertificateException(String message) {
        super(message);
    }

    public UnusableCertificateException(String message, Throwable cause) {
        super(message, cause);
    }
}
