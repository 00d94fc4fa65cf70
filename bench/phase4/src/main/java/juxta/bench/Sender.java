package juxta.bench;

import com.helger.http.tls.ETLSVersion;
import com.helger.http.tls.TLSConfigurationMode;
import com.helger.httpclient.HttpClientFactory;
import com.helger.httpclient.HttpClientSettings;
import com.helger.mime.CMimeType;
import com.helger.phase4.CAS4;
import com.helger.phase4.attachment.AS4OutgoingAttachment;
import com.helger.phase4.client.AS4ClientSentMessage;
import com.helger.phase4.crypto.ECryptoAlgorithmCrypt;
import com.helger.phase4.crypto.ECryptoAlgorithmSign;
import com.helger.phase4.crypto.ECryptoAlgorithmSignDigest;
import com.helger.phase4.crypto.IAS4CryptoFactory;
import com.helger.phase4.model.message.MessageHelperMethods;
import com.helger.phase4.model.pmode.IPMode;
import com.helger.phase4.sender.AS4Sender;
import com.helger.phase4.sender.EAS4UserMessageSendResult;
import com.helger.phase4.sender.IAS4SignalMessageValidationResultHandler;
import com.helger.servlet.mock.MockServletContext;
import com.helger.web.scope.mgr.WebScopeManager;
import com.helger.web.scope.mgr.WebScoped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * The sending side. Each line of its input asks for so many messages; they are sent so many at a time, and a line of its output tells in how many
 * milliseconds all receipts were verified and stored. Arguments: certificates, where to store, address of the receiver, document, how many at a time.
 */
public final class Sender {
  /** phase4 makes a client for each message and closes it; this one outlives it, so that connections are kept and not one handshake is done for each message. */
  private static final class Kept extends HttpClientFactory {
    private final int connections;
    private CloseableHttpClient client;

    Kept(HttpClientSettings settings, int connections) {
      super(settings);
      this.connections = connections;
    }

    @Override
    public HttpClientConnectionManager createConnectionManager(TlsSocketStrategy tls) {
      return PoolingHttpClientConnectionManagerBuilder.create()
          .setTlsSocketStrategy(tls)
          .setMaxConnPerRoute(connections)
          .setMaxConnTotal(connections)
          .build();
    }

    /** Every connection is that of the same party: one that has shown a certificate is good for any message. */
    @Override
    public HttpClientBuilder createHttpClientBuilder() {
      return super.createHttpClientBuilder().disableConnectionState();
    }

    @Override
    public synchronized CloseableHttpClient createHttpClient() {
      if (client == null) client = super.createHttpClient();
      final CloseableHttpClient kept = client;
      return new CloseableHttpClient() {
        @Override
        @SuppressWarnings("deprecation")
        protected org.apache.hc.client5.http.impl.classic.CloseableHttpResponse doExecute(
            HttpHost target, ClassicHttpRequest request, HttpContext context) throws IOException {
          return (org.apache.hc.client5.http.impl.classic.CloseableHttpResponse) kept.execute(target, request, context);
        }

        @Override
        public void close() {}

        @Override
        public void close(CloseMode mode) {}
      };
    }
  }

  private final Journal journal;
  private final String url;
  private final byte[] document;
  private final IAS4CryptoFactory signing;
  private final X509Certificate sealedTo;
  private final HttpClientFactory http;
  private final IPMode mode;

  private Sender(Party party, Path folder, String url, byte[] document, int atOnce) throws Exception {
    this.url = url;
    this.document = document;
    journal = new Journal(folder.resolve("sent"));
    signing = party.crypto("signing");
    sealedTo = party.certificateOf(Party.RECEIVER, "encryption");
    final HttpClientSettings settings = new HttpClientSettings();
    settings.setUseKeepAlive(true);
    settings.setSSLContext(party.tls());
    settings.setTLSConfigurationMode(new TLSConfigurationMode(new ETLSVersion[] {ETLSVersion.TLS_13}, new String[0]));
    // A loaded machine is slow, and nothing is sent twice.
    settings.setResponseTimeout(Timeout.ofMinutes(2));
    http = new Kept(settings, atOnce);
    mode = Party.agreed();
  }

  /** Message stored, sent, receipt verified, receipt stored. */
  private void one() throws Exception {
    final String id = MessageHelperMethods.createRandomMessageID();
    journal.keep(id.getBytes(StandardCharsets.UTF_8), document);
    final byte[][] receipt = new byte[1][];
    final boolean[] verified = new boolean[2];
    final var builder =
        AS4Sender.builderUserMessage()
            .httpClientFactory(http)
            .cryptoFactory(signing)
            .pmode(mode)
            .as4ProfileID(Party.PROFILE)
            .pmodeID(mode.getID())
            .agreementRef(mode.getAgreement())
            .service(Party.SERVICE)
            .action(Party.ACTION)
            .fromPartyID(Party.SENDER)
            .fromRole(CAS4.DEFAULT_INITIATOR_URL)
            .toPartyID(Party.RECEIVER)
            .toRole(CAS4.DEFAULT_RESPONDER_URL)
            .messageID(id)
            .endpointURL(url)
            .receiverCertificate(sealedTo)
            .payload(AS4OutgoingAttachment.builder().data(document).mimeType(CMimeType.APPLICATION_OCTET_STREAM))
            .rawResponseConsumer((AS4ClientSentMessage<byte[]> sent) -> receipt[0] = sent.getResponseContent())
            .signalMsgConsumer((signal, metadata, state) -> verified[0] = state.isSoapSignatureChecked())
            .signalMsgValidationResultHdl(
                new IAS4SignalMessageValidationResultHandler() {
                  @Override
                  public void onSuccess() {
                    verified[1] = true;
                  }

                  @Override
                  public void onError(String message) {
                    throw new IllegalStateException(message);
                  }

                  @Override
                  public void onNotApplicable() {
                    throw new IllegalStateException("a receipt without non-repudiation information");
                  }
                });
    builder
        .signingParams()
        .setAlgorithmSign(ECryptoAlgorithmSign.ECDSA_SHA_256)
        .setAlgorithmSignDigest(ECryptoAlgorithmSignDigest.DIGEST_SHA_256);
    builder.cryptParams().setAlgorithmCrypt(ECryptoAlgorithmCrypt.AES_128_GCM).setEDelivery2KeyAgreementECDHES();
    final EAS4UserMessageSendResult result = builder.sendMessageAndCheckForReceipt(failed -> failed.printStackTrace());
    if (result != EAS4UserMessageSendResult.SUCCESS || !verified[0] || !verified[1])
      throw new IllegalStateException("a message ended " + result + ", receipt signed " + verified[0] + ", fits what was sent " + verified[1]);
    journal.keep(receipt[0]);
  }

  public static void main(String[] arguments) throws Exception {
    Party.quiet();
    WebScopeManager.onGlobalBegin(MockServletContext.create());
    final Party party = new Party(Path.of(arguments[0]), Party.SENDER);
    final int atOnce = Integer.parseInt(arguments[4]);
    final Sender sender =
        new Sender(party, Path.of(arguments[1]), arguments[2], Files.readAllBytes(Path.of(arguments[3])), atOnce);
    final ExecutorService workers = Executors.newFixedThreadPool(atOnce);
    System.out.println("ready");
    final BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = asked.readLine(); line != null; line = asked.readLine()) {
      final AtomicInteger left = new AtomicInteger(Integer.parseInt(line.trim()));
      final long started = System.nanoTime();
      final List<Future<Void>> working = new ArrayList<>();
      for (int i = 0; i < atOnce; i++)
        working.add(
            workers.submit(
                () -> {
                  try (WebScoped scope = new WebScoped()) {
                    while (left.getAndDecrement() > 0) sender.one();
                  }
                  return null;
                }));
      for (Future<Void> worker : working) worker.get();
      System.out.println("done " + (System.nanoTime() - started) / 1e6);
    }
    Runtime.getRuntime().halt(0);
  }
}
