import { useState } from 'react'
import {
  Button,
  Checkbox,
  CheckList,
  CodeField,
  Dialog,
  type Level,
  LevelPicker,
  SegmentedChoice,
  SegmentedChoices,
  Select,
  TextArea,
  TextField,
  useToast,
} from '#design/index.ts'
import { Part } from './Parts.tsx'

/** Everything that is filled in, chosen or asked. */
export function FieldParts() {
  return (
    <Part title="入力">
      <div className="grid gap-10 tablet:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-6">
          <Choices />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <Texts />
          <Asking />
        </div>
      </div>
    </Part>
  )
}

function Choices() {
  const [level, setLevel] = useState<Level | null>(4)
  const [hazard, setHazard] = useState<string | null>('flood')
  const [districts, setDistricts] = useState(['kawara', 'shimozawa'])
  const [shelters, setShelters] = useState(['daiichi', 'kawara'])
  const [layer, setLayer] = useState(true)
  return (
    <>
      <LevelPicker value={level} onChange={setLevel} />
      <SegmentedChoice
        label="災害"
        value={hazard}
        onChange={setHazard}
        options={[
          { id: 'flood', label: '洪水' },
          { id: 'landslide', label: '土砂災害' },
          { id: 'rain', label: '大雨' },
          { id: 'surge', label: '高潮', isDisabled: true },
        ]}
      />
      <SegmentedChoices
        label="住区"
        hint="2住区・46,180人・22,280世帯"
        value={districts}
        onChange={setDistricts}
        options={[
          { id: 'kawara', label: '川原' },
          { id: 'shimozawa', label: '下沢' },
          { id: 'ekimae', label: '駅前' },
          { id: 'takadai', label: '高台' },
        ]}
        columns={4}
        error={districts.length === 0 ? '住区をひとつ以上選んでください' : undefined}
      />
      <CheckList
        label="避難所"
        hint="開設中から選ぶ"
        value={shelters}
        onChange={setShelters}
        options={[
          { id: 'daiichi', label: '第一小', note: '川原・あと96人' },
          { id: 'kawara', label: '川原中', note: '川原・あと140人' },
          { id: 'takadai', label: '高台中', note: '高台・準備中（19:10）', isDisabled: true },
        ]}
      />
      <Checkbox isSelected={layer} onChange={setLayer}>
        浸水想定
      </Checkbox>
    </>
  )
}

function Texts() {
  const [reason, setReason] = useState('結川が氾濫危険水位 4.20 m を超え、堤防からあふれるおそれがあります。')
  const [contact, setContact] = useState('')
  const [code, setCode] = useState('482')
  const [medium, setMedium] = useState<string | null>('site')
  return (
    <>
      <TextArea label="理由" value={reason} onChange={setReason} limit={60} />
      <TextArea label="してほしいこと" value={reason} onChange={setReason} limit={20} />
      <TextField
        label="問い合わせ"
        hint="電話番号を載せられない媒体では省きます"
        value={contact}
        onChange={setContact}
        error={contact === '' ? '問い合わせ先を入れてください' : undefined}
        placeholder="災害対策本部　電話 0000-12-3456"
      />
      <TextField
        label="使えない欄"
        value="19:00"
        onChange={() => {}}
        isDisabled
        help="承認のあとで決まります"
      />
      <Select
        label="媒体"
        value={medium}
        onChange={setMedium}
        options={[
          { id: 'site', label: '市サイト' },
          { id: 'mail', label: '安全安心メール', note: '41,906人' },
        ]}
      />
      <CodeField label="認証コード" hint="あと21秒" value={code} onChange={setCode} />
      <CodeField
        label="認証コード"
        value="000000"
        onChange={() => {}}
        error="ちがう番号です。新しい番号を入れてください"
      />
    </>
  )
}

function Asking() {
  const [open, setOpen] = useState(false)
  const toast = useToast()
  return (
    <div className="flex flex-wrap gap-3">
      <Button tone="danger" onPress={() => setOpen(true)}>
        取り消す
      </Button>
      <Button onPress={() => toast({ state: 'ok', title: '下書きを保存しました', text: '18:40:32' })}>
        下書きを保存する
      </Button>
      <Dialog
        isOpen={open}
        onClose={() => setOpen(false)}
        role="alertdialog"
        title="この配信を取り消しますか"
        actions={
          <>
            <Button tone="quiet" size={48} onPress={() => setOpen(false)}>
              やめる
            </Button>
            <Button tone="danger" size={48} onPress={() => setOpen(false)}>
              取り消しを出す
            </Button>
          </>
        }
      >
        <p>12の媒体に「取り消し」を新しく出します。すでに見た人の手元の文は消えません。</p>
      </Dialog>
    </div>
  )
}
