package juxta.bench;

import com.helger.phase4.CAS4;
import com.helger.phase4.crypto.AS4CryptoFactoryInMemoryKeyStore;
import com.helger.phase4.crypto.ECryptoAlgorithmCrypt;
import com.helger.phase4.crypto.ECryptoAlgorithmSign;
import com.helger.phase4.crypto.ECryptoAlgorithmSignDigest;
import com.helger.phase4.crypto.IAS4CryptoFactory;
import com.helger.phase4.incoming.mgr.AS4ProfileSelector;
import com.helger.phase4.mgr.MetaAS4Manager;
import com.helger.phase4.model.EMEP;
import com.helger.phase4.model.EMEPBinding;
import com.helger.phase4.model.pmode.IPMode;
import com.helger.phase4.model.pmode.IPModeIDProvider;
import com.helger.phase4.model.pmode.PMode;
import com.helger.phase4.model.pmode.PModeParty;
import com.helger.phase4.model.pmode.PModeReceptionAwareness;
import com.helger.phase4.model.pmode.leg.EPModeSendReceiptReplyPattern;
import com.helger.phase4.model.pmode.leg.PModeLeg;
import com.helger.phase4.model.pmode.leg.PModeLegBusinessInformation;
import com.helger.phase4.model.pmode.leg.PModeLegProtocol;
import com.helger.phase4.model.pmode.leg.PModeLegSecurity;
import com.helger.phase4.profile.AS4Profile;
import com.helger.phase4.profile.AS4ProfileManager;
import com.helger.phase4.wss.EWSSVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a party brings: its keys and certificates from PEM files, its TLS, and what both have agreed (the P-Mode). */
final class Party {
  static final String SERVICE = "urn:juxta:bench:pre-arrival";
  static final String ACTION = "declaration";
  static final String AGREEMENT = "urn:juxta:bench:agreement";
  static final String PROFILE = "juxta-bench";
  static final String SENDER = "XA";
  static final String RECEIVER = "XB";
  private static final char[] NO_PASSWORD = new char[0];

  private final Path folder;
  private final String country;
  private final KeyStore trusted = empty();

  /** {@code folder} holds ca.pem and, for each country, a folder with the files of its TLS, signing and encryption. */
  Party(Path folder, String country) throws GeneralSecurityException, IOException {
    this.folder = folder;
    this.country = country;
    trusted.setCertificateEntry("ca", certificate(folder.resolve("ca.pem")));
  }

  X509Certificate certificateOf(String whose, String use) throws GeneralSecurityException, IOException {
    return certificate(folder.resolve(whose).resolve(use + ".crt.pem"));
  }

  /** What JDK and libraries would write of each message costs; where something fails it is thrown. */
  static void quiet() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
  }

  /** The key of `use`, and trust in the authority. */
  IAS4CryptoFactory crypto(String use) throws GeneralSecurityException, IOException {
    return new AS4CryptoFactoryInMemoryKeyStore(keyStore(use), use, NO_PASSWORD, trusted);
  }

  SSLContext tls() throws GeneralSecurityException, IOException {
    final KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keyStore("tls"), NO_PASSWORD);
    final TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    final SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** One way, pushed; ECDSA and AES-GCM; a signed receipt with non-repudiation information in the answer; duplicates are seen. */
  static IPMode agreed() {
    final PModeLegSecurity security = new PModeLegSecurity();
    security.setWSSVersion(EWSSVersion.WSS_111);
    security.setX509SignatureAlgorithm(ECryptoAlgorithmSign.ECDSA_SHA_256);
    security.setX509SignatureHashFunction(ECryptoAlgorithmSignDigest.DIGEST_SHA_256);
    security.setX509EncryptionAlgorithm(ECryptoAlgorithmCrypt.AES_128_GCM);
    security.setX509EncryptionMinimumStrength(128);
    security.setPModeAuthorize(false);
    security.setSendReceipt(true);
    security.setSendReceiptNonRepudiation(true);
    security.setSendReceiptReplyPattern(EPModeSendReceiptReplyPattern.RESPONSE);
    final PModeLeg leg =
        new PModeLeg(
            PModeLegProtocol.createForDefaultSoapVersion(null),
            PModeLegBusinessInformation.create(SERVICE, ACTION, null, CAS4.DEFAULT_MPC_ID),
            null,
            null,
            security);
    final PMode mode =
        new PMode(
            PROFILE,
            PModeParty.createSimple(SENDER, CAS4.DEFAULT_INITIATOR_URL),
            PModeParty.createSimple(RECEIVER, CAS4.DEFAULT_RESPONDER_URL),
            AGREEMENT,
            EMEP.ONE_WAY,
            EMEPBinding.PUSH,
            leg,
            null,
            null,
            PModeReceptionAwareness.createDefault());
    // phase4 wants a profile. Those of others are made for networks with more rules, which would cost it time; this one adds none.
    ((AS4ProfileManager) MetaAS4Manager.getProfileMgr())
        .registerProfile(
            new AS4Profile(
                PROFILE,
                PROFILE,
                () -> null,
                (initiator, responder, address) -> mode,
                IPModeIDProvider.DEFAULT_DYNAMIC,
                false,
                false));
    AS4ProfileSelector.setCustomDefaultAS4ProfileID(PROFILE);
    MetaAS4Manager.getPModeMgr().createOrUpdatePMode(mode);
    return mode;
  }

  private KeyStore keyStore(String use) throws GeneralSecurityException, IOException {
    final String pem = Files.readString(folder.resolve(country).resolve(use + ".pem"));
    final byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
    final PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    final KeyStore store = empty();
    store.setKeyEntry(use, key, NO_PASSWORD, new X509Certificate[] {certificateOf(country, use)});
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    final KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static X509Certificate certificate(Path path) throws GeneralSecurityException, IOException {
    try (InputStream pem = Files.newInputStream(path)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }
}
