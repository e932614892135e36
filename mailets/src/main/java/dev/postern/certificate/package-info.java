/**
 * Reads certificates and keys from PEM files, and holds those of which we have the key.
 *
 * <ol>
 *   <li>{@link dev.postern.certificate.PemText}, {@link dev.postern.certificate.PemBlock}: the blocks of a file; reads what OpenSSL reads.
 *   <li>{@link dev.postern.certificate.PemCertificates}, {@link dev.postern.certificate.PemPrivateKey}, {@link dev.postern.certificate.OpensslTrust}: what a block holds.
 *   <li>{@link dev.postern.certificate.CertificateFiles}, {@link dev.postern.certificate.HeldCertificate}, {@link dev.postern.certificate.SelfSignedCertificate}: our own certificates.
 * </ol>
 *
 * <p>Whether a peer's certificate is good enough is decided in {@code dev.postern.tls}.
 */
@NullMarked
package dev.postern.certificate;

import org.jspecify.annotations.NullMarked;
