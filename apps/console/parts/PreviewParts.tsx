import { Card, MailPreview, PhonePreview, SitePreview, StateMark } from '#design/index.ts'
import { Part } from './Parts.tsx'

const text =
  '警戒レベル4、避難指示。川原住区と下沢住区に避難指示を出しました。結川が氾濫危険水位を超え、堤防からあふれるおそれがあります。危険な場所から全員避難してください。避難所は第一小、川原中、下沢小、市民体育館です。外へ出るのが危険なときは、川から離れた2階以上の部屋に移ってください。（つなぐ市）'

/** The media as they will look. */
export function PreviewParts() {
  return (
    <Part title="見え方">
      <div className="-m-4 grid gap-4 bg-soft p-4 tablet:grid-cols-3">
        <Card
          title="緊急速報メール"
          aside="157/200字"
          footer={<StateMark state="ok">電話番号・URLなし</StateMark>}
        >
          <PhonePreview
            label="電話の画面の見え方"
            at="2026-11-22T18:40:00+09:00"
            date="11月22日 日曜日"
            from="緊急速報 つなぐ市"
            title="避難指示（川原・下沢）"
            text={text}
            button="OK"
          />
        </Card>
        <Card
          title="安全安心メール"
          aside="41,906通"
          footer={<StateMark state="ok">解除の案内あり・約2分20秒</StateMark>}
        >
          <MailPreview
            from="anzen@city.tsunagu.example"
            subject="【警戒レベル4】避難指示 川原・下沢"
            body={
              '警戒レベル4「避難指示」を出しました。\n対象：川原住区・下沢住区\n結川が氾濫危険水位を超え、堤防からあふれるおそれがあります。危険な場所から全員避難してください。'
            }
          />
        </Card>
        <Card title="市サイト" aside="トップの帯と お知らせ 1件" className="tablet:col-span-3">
          <SitePreview
            address="www.city.tsunagu.example"
            level={4}
            headline="警戒レベル4 避難指示　川原住区・下沢住区"
            at="11月22日 18時40分"
            aside={
              <>
                <b className="text-name">開いている避難所</b>
                <div>第一小　あと96人</div>
                <div>川原中　あと140人</div>
              </>
            }
          >
            <b className="text-name">いますること</b>
            <div>川原住区・下沢住区の危険な場所から全員避難してください。</div>
          </SitePreview>
        </Card>
      </div>
    </Part>
  )
}
